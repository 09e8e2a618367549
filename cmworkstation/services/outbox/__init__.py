"""The outbox: carries each reply out exactly once.

A reply is recorded as `sending`, on the disk, before its first byte leaves. If the answer does not tell
clearly what happened, the reply is `unknown`, and it is settled by looking among our own posts, never by a
blind retry:

    held ──▶ queued ──▶ sending ──▶ sent          the platform gave its id
                │          ├──────▶ refused       the platform said no; nothing was published
                │          ├──────▶ later         nothing was published; tried again at a known time
                │          └──────▶ unknown ──▶ sent | queued (same key) | ask
                ├──▶ moved                        the thread moved on: a person decides
                ├──▶ dropped                      it was approved, and something is not as it was approved
                └──▶ by-hand ──▶ sent             a person posts it, and nothing here sends it (`by_hand`)

How doubt ends depends on what the platform offers (`Idempotency`): with a key, an id of our choice or a natural
refusal of duplicates, sending again under the same key is safe; without them we wait longer than the server can
hold a request, look three times, and send again only where our own posts can be listed completely.

On a full disk nothing leaves. Where the disk fills between the request and its answer, the answer is kept in memory
and written down when there is room; if the program ends before, the next start finds `sending` and looks.

`outbox.Outbox` is what everybody else asks. `queueing` takes a reply in, `sending` carries it out with what `readying`
finds first, `recording` writes down what became of it, `settling` ends doubt, `giving_back` makes a draft of it again;
`rows` is what they all stand on.
"""
