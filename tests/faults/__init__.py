"""`make faults`: what must not be lost is counted while processes, broker and database are killed.

Five real processes, each started through `child`, which marks points in the product's code (points), counts
what consumers apply (effects) and keeps known defects ready (mutants); files in a folder switch them on. A
fault counts only after it has failed on its mutant. Nothing of this is in the product.
"""
