"""What should become of orders, goods and money, said once more in plain Python: nothing of the market is imported.

A World is two shops with one bank account each. Each of its methods is something a person, a bank or the clock does;
it raises No where the market ought to refuse. Rows are made in the same order here and there, so a number in a list is
the same thing in both.

Not modelled: alarms, reasons and suggestions, notices and mails, VNPay, and the second person for a large refund.
"""
