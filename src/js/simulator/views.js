// What a test reads out of the simulator: its jobs and its counts, as plain data.

/**
 * @param {import("./jobs.js").Job} job
 * @param {string} status
 * @returns {import("./types.js").JobView}
 */
export function jobView(job, status) {
  return {
    id: job.id,
    status,
    account: job.account.name,
    model: job.model,
    input: structuredClone(/** @type {import("./types.js").VideoInput} */ (job.input)),
    dropped: [...job.dropped],
    createdAt: new Date(job.createdAt).toISOString(),
    endsAt: new Date(job.endsAt).toISOString(),
    chargedMicros: job.chargedMicros,
    refunded: job.refunded,
    removed: job.removed,
    webhook: job.webhook,
  };
}

/**
 * @param {import("./core.js").State} state
 * @returns {import("./types.js").SimulatorStats}
 */
export function statsView({ jobs, uploads, log }) {
  jobs.settle();
  const { totals } = jobs;
  const requests = log.counts();
  return {
    submits: requests.submit ?? 0,
    jobs: totals.jobs,
    charges: totals.charges,
    chargedMicros: totals.chargedMicros,
    refunds: totals.refunds,
    refundedMicros: totals.refundedMicros,
    netMicros: totals.chargedMicros - totals.refundedMicros,
    optimizer: { runs: totals.runs, chargedMicros: totals.runsMicros },
    uploads: uploads.stats(),
    requests,
  };
}
