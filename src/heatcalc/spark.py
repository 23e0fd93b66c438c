"""Bills by Apache Spark, of a DataFrame.

    from heatcalc.spark import bill
    bills, rejects = bill(df, city="shuozhou")

`prove` holds them against the frame, and `ship` gives heatcalc to workers that lack it.
"""

from heatcalc.batches.spark.frames import FrameKeywords, Proof, bill, prove
from heatcalc.batches.spark.session import ship

__all__ = ["FrameKeywords", "Proof", "bill", "prove", "ship"]
