// A Worker that is the proxy, made once, for users that their pages name.
import { createProxy } from "kling-multi-i2v/proxy";

let proxy;
export default {
  fetch(request, _env, context) {
    proxy ??= createProxy({
      apiKey: "simulated-key",
      baseUrl: request.headers.get("x-service"),
      authorize: (asked) => asked.headers.get("x-user"),
      budget: { totalUsd: 1 },
      polling: { firstMs: 50, minMs: 50, maxMs: 200 },
    });
    return proxy(request, context);
  },
};
