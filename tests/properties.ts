import fc from "fast-check";

// Every run tests the same cases, so that a failure is caused by the current change. To test other cases:
// `FAST_CHECK_SEED=$RANDOM npm test`.
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 20_261_122) });
