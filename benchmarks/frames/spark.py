"""PySpark in local mode against the same joins and `F.when` written by hand; needs Java.

Run: `python -m benchmarks.frames.spark 1000000`
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

from benchmarks.frames.by_hand import ACTIVE, GONE, UNREDEEMED
from benchmarks.frames.data import AT, made
from benchmarks.frames.measure import seconds
from benchmarks.timing import interleaved, machine, ratios
from sparklicense import frames


def by_hand(ads: DataFrame, posts: DataFrame, licenses: DataFrame) -> DataFrame:
    """Use the same shortcut as the other engines' queries by hand."""
    at = F.lit(AT)
    ended = F.least("expires_at", "revoked_at")
    claim = (
        F.when(
            ended <= at, F.unix_micros(ended) * 2 + F.when(F.col("revoked_at") < F.col("expires_at"), 1).otherwise(0)
        )
        .when(F.col("redeemed_at") <= at, F.lit(ACTIVE))
        .when(F.col("issued_at") <= at, F.lit(UNREDEEMED))
        .otherwise(F.lit(0))
    )
    claims = licenses.groupBy("post_id", "advertiser_id").agg(F.max(claim).alias("claim"))
    anyone = claims.filter("advertiser_id is null").select("post_id", F.col("claim").alias("open"))
    mine = claims.filter("advertiser_id is not null")
    post = F.when(F.col("deleted_at") <= at, GONE).when(F.col("published_at") <= at, 0).otherwise(1)
    joined = (
        ads.join(posts.select("post_id", post.alias("post")), "post_id", "left")
        .join(anyone, "post_id", "left")
        .join(mine, ["post_id", "advertiser_id"], "left")
    )
    best, needed = F.greatest("claim", "open"), F.coalesce("identity_type", F.lit("AUTH_CODE")) == "AUTH_CODE"
    over = (best > 0) & (best < UNREDEEMED)
    state = (
        F.when(F.col("post") == GONE, "post_deleted")
        .when(F.col("ends_at") <= at, "ended")
        .when(needed & best.isNull(), "license_missing")
        .when(needed & over & (best % 2 != 0), "license_revoked")
        .when(needed & over, "license_expired")
        .when(needed & (best == UNREDEEMED), "license_unredeemed")
        .when(needed & (best == 0), "license_pending")
        .when(F.col("post") == 1, "post_unpublished")
        .when(F.col("starts_at") > at, "scheduled")
        .otherwise("serving")
    )
    return joined.withColumn("serving_state", state).drop("post", "open", "claim")


def counts(answer: DataFrame) -> dict[str, int]:
    """Count the ads in each state."""
    return {row.serving_state: row["count"] for row in answer.groupBy("serving_state").count().collect()}


def main(ads: int, rounds: int) -> None:
    """Measure and print."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    with tempfile.TemporaryDirectory() as folder:
        tables: dict[str, Any] = {}
        for name, each in made(ads)._asdict().items():
            each.write_parquet(f"{folder}/{name}.parquet")
            tables[name] = spark.read.parquet(f"{folder}/{name}.parquet").cache()
            tables[name].count()
        asked = {"posts": tables["posts"], "licenses": tables["licenses"]}

        def done(answer: DataFrame) -> None:
            answer.write.format("noop").mode("overwrite").save()

        def ours() -> DataFrame:
            answer: DataFrame = frames.serving(tables["ads"], **asked, at=AT)
            return answer

        if counts(ours()) != counts(by_hand(**tables)):
            raise AssertionError("the two answers differ")
        runs = {
            "by hand": seconds(lambda: done(by_hand(**tables))),
            "serving": seconds(lambda: done(ours())),
            "by hand, plan": seconds(lambda: by_hand(**tables)),
            "serving, plan": seconds(ours),
        }
        pairs = [("serving", "by hand", "≤ 1.3"), ("serving, plan", "by hand, plan", "")]
        print(machine())
        print(f"{ads:,} ads")
        print(ratios(interleaved(runs, rounds), pairs, 1e-3, "ms"))
    spark.stop()


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], "7"][:2]))
