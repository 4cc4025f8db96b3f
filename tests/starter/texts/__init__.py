"""What every text of the starter library keeps to, beyond what the validator asks of any clinic's text.

`python -m tests.starter.texts sciatica` prints the figures and the faults of the pages whose address has a word.
"""
