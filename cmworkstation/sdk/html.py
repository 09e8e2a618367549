"""stub"""
import re, html as h
from hashlib import sha256
import unicodedata
import nh3
C = nh3.Cleaner(tags={"p","br","a","span","ul","ol","li","blockquote","code","pre","em","strong","del","b","i","q","s"}, attributes={"a":{"href"}}, url_schemes={"http","https","mailto"}, link_rel="noopener noreferrer", clean_content_tags={"script","style"})
def clean(html: str) -> str: return C.clean(html)
def to_text(html: str) -> str:
    t = re.sub(r"<br ?/?>|</p>|</li>|</blockquote>", "\n", html); t = re.sub(r"<[^>]+>", "", t); return h.unescape(t).strip()
def normalise_for_match(text: str) -> str:
    t = to_text(clean(text)) if "<" in text else text
    t = unicodedata.normalize("NFKC", t); t = re.sub(r"https?://\S+", "", t); t = re.sub("[\u200b-\u200f]", "", t); t = re.sub(r"@(\w+)@[\w.:-]+", r"@\1", t)
    return sha256(" ".join(t.casefold().split()).encode()).hexdigest()
