"""Tours that come from elsewhere and go elsewhere: strangers' archives, other programs' formats, our own files.

Everything here reads and writes files and plain values. It knows neither the web nor the database; what it makes of a
file is told to services/importing.py, which writes it down.
"""
