import type { NextConfig } from "next";
import { UPDATES_PATH, UPDATES_PORT } from "./src/lib/updates/address";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "microphone=(self), camera=(), geolocation=(), payment=(), usb=()" },
];

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: __dirname,
  // instrumentation-http asks for it in a way that the tracing of files does not see.
  outputFileTracingIncludes: { "/**": ["./node_modules/forwarded-parse/**/*"] },
  poweredByHeader: false,
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2", "mongodb", "pino", "socket.io"],
  rewrites: () =>
    Promise.resolve([
      { source: UPDATES_PATH, destination: `http://127.0.0.1:${UPDATES_PORT}${UPDATES_PATH}` },
    ]),
  headers: () => Promise.resolve([{ source: "/:path*", headers: securityHeaders }]),
};

export default config;
