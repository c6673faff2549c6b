// Copies what `npx prisma migrate deploy` needs, and no more, into dist/prisma-cli, so that the runner image
// carries the tool without the hundreds of megabytes of the whole dependency tree.
import { nodeFileTrace } from "@vercel/nft";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

const target = "dist/prisma-cli";
const engines = "node_modules/@prisma/engines";

const { fileList } = await nodeFileTrace(["node_modules/prisma/build/index.js", "prisma.config.ts"], {
  base: process.cwd(),
});
// These are found at run time, by name: the parts in WebAssembly and, where it was downloaded, the native engine.
const named = [
  "node_modules/prisma/package.json",
  "node_modules/prisma/build/prisma_schema_build_bg.wasm",
  ...readdirSync(engines)
    .filter((name) => name.startsWith("schema-engine"))
    .map((name) => `${engines}/${name}`),
];

rmSync(target, { recursive: true, force: true });
for (const file of new Set([...fileList, ...named])) {
  if (!file.startsWith("node_modules/")) continue;
  mkdirSync(path.join(target, path.dirname(file)), { recursive: true });
  cpSync(file, path.join(target, file), { dereference: true });
}
mkdirSync(`${target}/node_modules/.bin`);
symlinkSync("../prisma/build/index.js", `${target}/node_modules/.bin/prisma`);
