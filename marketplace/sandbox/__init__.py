"""A make-believe bank app, SePay panel and mail catcher, which speak the real protocols over real HTTP.

It is a machine of its own: it knows nothing of the market but the codes it scans and the addresses it is told.
"""
