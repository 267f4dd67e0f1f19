// The policy that this page is to be served with, also while it is being built.
export default {
  server: {
    headers: {
      "Content-Security-Policy": [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:*",
      ].join("; "),
    },
  },
};
