"""What the files of a workspace folder are called."""

FILE = "workspace.db"
LOCK = "workspace.lock"
BACKUPS = "backups"
READY = "workspace.ready.db"  # a whole new database that waits to take the place of the present one
OPENED = "workspace.opened.db"  # what an encrypted copy held, until it is restored or not wanted
ORDER = "workspace.order.json"  # says so; see `store/swap.py`
FREEZE = "freeze-"  # begins the name of a freeze that is not in the database yet; see `store/freeze_orders.py`
WHERE = "backups.where.txt"  # the folder chosen for copies; a file, to be found when the database is damaged
