"""Spark's session: the caller's, the one that is running, or one of our own; and heatcalc itself for its workers."""

import atexit
import locale
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from heatcalc.errors import UsageError
from heatcalc.installed import lacking
from heatcalc.own_files import archive

_QUIET = "rootLogger.level = error\nrootLogger.appenderRef.err.ref = err\nappender.err.type = Console\n"
# Of very many formulas Java makes no single method; Spark then goes on without, and says so at length.
_QUIET += "logger.code.name = org.apache.spark.sql.catalyst.expressions.codegen\nlogger.code.level = off\n"
_QUIET += "appender.err.name = err\nappender.err.target = SYSTEM_ERR\nappender.err.layout.type = PatternLayout\n"
_CHOSEN = ("PYSPARK_GATEWAY_PORT", "SPARK_REMOTE")
"""What is set where `spark-submit`, or a server of Spark Connect, has chosen the cluster, its Python and its log."""


@contextmanager
def session(given: Any, master: str | None) -> Iterator[Any]:  # noqa: ANN401 - a SparkSession
    """Give the caller's session, or one of our own, which ends with it.

    That is at `master`; without one where `spark-submit` or Spark's own settings say, else on this machine.

    Raises:
        UsageError: the extra or Java is not installed, or heatcalc is a single file, which no worker of Spark has.
    """
    if given is not None:
        yield given
        return
    chosen = any(each in os.environ for each in _CHOSEN)
    if archive() is not None and not chosen and "pyspark" not in sys.modules:
        raise UsageError("usage.spark_archive")
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise lacking("spark") from None
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="heatcalc-") as folder:
        quiet = Path(folder) / "log4j2.properties"
        quiet.write_text(_QUIET, encoding="ascii")
        builder = SparkSession.builder.appName("heatcalc").config("spark.ui.showConsoleProgress", "false")
        if master is not None:
            builder = builder.master(master)
        if not chosen:
            builder = builder.config("spark.ui.enabled", "false")
            builder = builder.config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={quiet}")
            if master is None or master.startswith("local"):
                os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            with _known_locale():
                made = builder.getOrCreate()
        except PySparkRuntimeError as error:
            raise UsageError("usage.java", reason=str(error).splitlines()[0]) from error
        if _is_here(made):
            made.conf.set("spark.sql.shuffle.partitions", str(4 * (os.cpu_count() or 1)))
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def _known_locale() -> Iterator[None]:
    """Let a process started inside find files with Chinese names: Java cannot in a locale that is not installed.

    Containers often have LANG=zh_CN.UTF-8 and no such locale.
    """
    before, ours = os.environ.get("LC_ALL"), locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        os.environ["LC_ALL"] = "C.UTF-8"
    finally:
        locale.setlocale(locale.LC_ALL, ours)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("LC_ALL", None)
        else:
            os.environ["LC_ALL"] = before


@contextmanager
def with_setting(spark: Any, name: str, value: str) -> Iterator[None]:  # noqa: ANN401 - a SparkSession
    """Give a setting of a session another value for a while."""
    before = spark.conf.get(name, None)
    spark.conf.set(name, value)
    try:
        yield
    finally:
        if before is None:
            spark.conf.unset(name)
        else:
            spark.conf.set(name, before)


def ship(spark: Any) -> None:  # noqa: ANN401 - a SparkSession
    """Give the workers of a cluster this very program, where they are not on this machine and lack it."""
    if _is_here(spark):
        return
    folder = tempfile.mkdtemp(prefix="heatcalc-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # workers that come later ask for it too
    package = Path(__file__).parents[2]
    made = shutil.make_archive(f"{folder}/heatcalc", "zip", package.parent, package.name)
    if type(spark).__module__.startswith("pyspark.sql.connect"):
        spark.addArtifacts(made, pyfile=True)
    else:
        spark.sparkContext.addPyFile(made)


def _is_here(spark: Any) -> bool:  # noqa: ANN401 - a SparkSession
    """Return whether the workers are threads of one process on this machine."""
    return str(spark.conf.get("spark.master", "")).startswith("local[")
