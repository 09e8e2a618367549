"""Room for what may be higher than its place, by the name under which pages know it."""

from cmworkstation.ui.widgets.scrolling import hold, scrolled

__all__ = ["hold", "scrolled"]
