"""The make-believe VNPay: its pay page, its IPN, its API, and a panel to make it misbehave.

It speaks the real protocol at the real paths, under the sandbox's own address.
"""
