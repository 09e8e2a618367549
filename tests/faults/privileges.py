"""What the administrator may do, put away for a while: then folders can be closed to everybody.

On Linux these powers belong to each thread by itself and can be laid aside and taken up again. Whoever has none to
begin with loses nothing.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Powers(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def without_privileges() -> Iterator[None]:
    """Let this thread, and those it starts, be bound by what files and folders permit."""
    library = ctypes.CDLL(None, use_errno=True)
    header, held = _Header(VERSION_3, 0), (_Powers * 2)()
    if library.capget(ctypes.byref(header), held):
        raise OSError(ctypes.get_errno(), "capget")
    none = (_Powers * 2)(*(_Powers(0, one.permitted, one.inheritable) for one in held))
    if library.capset(ctypes.byref(header), none):
        raise OSError(ctypes.get_errno(), "capset")
    try:
        yield
    finally:
        library.capset(ctypes.byref(header), held)
