// What the service itself would show of a job, asked without a client.

/**
 * Whether a job has ended with a video.
 *
 * @param {import("kling-multi-i2v/simulator").Simulator} sim
 * @param {string} url
 * @param {string} id
 * @returns {Promise<boolean>}
 */
export async function hasVideo(sim, url, id) {
  const headers = { authorization: `Bearer ${sim.key}` };
  const { data } = await (await sim.fetch(`${url}/api/v3/predictions/${id}/result`, { headers })).json();
  return data?.status === "completed" && data.outputs?.length > 0;
}
