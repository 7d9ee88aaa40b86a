import fc from "fast-check";

// Every run tests the same cases, so if a test fails, the current change caused it. To test other cases, run
// `FAST_CHECK_SEED=$RANDOM npm test`.
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 20_261_122) });
