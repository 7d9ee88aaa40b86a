import fc from "fast-check";

// The same cases in every run, so that a failure is one of the change at hand. `FAST_CHECK_SEED=$RANDOM npm test` looks
// at others.
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 20_261_122) });
