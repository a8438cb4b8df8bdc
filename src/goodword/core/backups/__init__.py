"""Backups: one encrypted file of everything a site keeps, made while it writes, and its way back (docs/backup-format.md).

`sealed` is the outer file, `sections` what is in it, `stores` the two databases as plain rows, `contents` what a backup holds
and what its manifest says, `restore` the way back, `keeping` the nightly one and how many stay.
"""
