"""Which schema this program knows, and by which number a file is known as ours.

They stand apart so that a start can ask the file without importing the migrations.
"""

APPLICATION_ID = 0x434D5753  # "CMWS"
SCHEMA = 9  # how many migrations there are
