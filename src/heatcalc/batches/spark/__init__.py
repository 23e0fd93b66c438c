"""Billing by Apache Spark: its session and SQL, the run, and the workers. Only this folder knows PySpark."""
