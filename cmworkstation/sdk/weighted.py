"""The length of a text as X counts it (twitter-text, configuration 3).

Letters of Latin, Greek, Cyrillic, Hebrew, Arabic and their like weigh one, those of Chinese, Japanese and Korean two,
and so does each emoji, however many signs it is made of. A link weighs 23, also one that is typed without its
beginning, by the end of its host.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

# Of countries, then the general ones that are common: a text is rather taken for too long than found to be by X.
_ENDS = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd"
    " cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge"
    " gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh"
    " ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw"
    " mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb"
    " sc sd se sg sh si sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us"
    " uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
    " com org net edu gov mil int info biz name pro app dev blog shop store site online tech club live news wiki page"
    " xyz top cloud social museum coop jobs mobi travel cat paris bzh corsica alsace art bio eco agency media tools"
)
_HOST = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+"
URL = re.compile(
    rf"https?://{_HOST}[^\W\d_]{{2,}}(?::\d+)?(?:[/?#][^\s<>\"«»]*)?"
    rf"|(?<![\w@.$#/-]){_HOST}(?:{'|'.join(_ENDS.split())})(?![\w@-])(?::\d+)?(?:[/?#][^\s<>\"«»]*)?",
    re.IGNORECASE,
)
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # code points that weigh one


def weight(text: str) -> int:
    """Return what a text weighs, its links not looked at."""
    if text.isascii():
        return len(text)
    return sum(map(_of_sign, _cluster().findall(unicodedata.normalize("NFC", text))))


def _of_sign(sign: str) -> int:
    if len(sign) == 1 and sign <= "\xff":
        return 1
    if _emoji().search(sign):
        return 2
    return sum(1 if any(low <= ord(one) <= high for low, high in _LIGHT) else 2 for one in sign)


@lru_cache(maxsize=1)
def _cluster() -> Any:  # noqa: ANN401 - a pattern of the library `regex`
    import regex  # noqa: PLC0415 - a slow import that only writing needs

    return regex.compile(r"\X")


@lru_cache(maxsize=1)
def _emoji() -> Any:  # noqa: ANN401 - as above
    import regex  # noqa: PLC0415 - as above

    return regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3\ufe0f]")
