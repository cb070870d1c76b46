"""Bank statements: files and pasted alerts that people bring, read into rows. Nothing is saved here.

Web workers and jobs call read_in_child (limited.py): files of strangers are parsed in a process of its own.
"""
