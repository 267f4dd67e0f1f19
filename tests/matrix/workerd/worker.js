// A Worker that makes a video when it is asked to.
import { make } from "./make.js";

export default {
  fetch: async (request) => new Response(await make(new URL(request.url).searchParams.get("service"))),
};
