// Runs in the app's image, in the migration Job, after `prisma migrate deploy`: which revision the database has
// reached, and the newest that the image brings. The answer is the container's last words.
const { readdirSync, statSync, writeFileSync } = require("node:fs");
const { Client } = require("pg");

const FOLDER = "prisma/migrations";
// Prisma's own table. A migration that failed or was rolled back has no revision reached.
const APPLIED = `SELECT migration_name FROM _prisma_migrations
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;

async function main() {
  const inImage = readdirSync(FOLDER).filter((name) => statSync(`${FOLDER}/${name}`).isDirectory()).sort();
  const client = new Client({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 10_000 });
  await client.connect();
  const applied = (await client.query(APPLIED)).rows.map((row) => row.migration_name);
  await client.end();
  const missing = inImage.filter((name) => !applied.includes(name));
  const result = { image: inImage.at(-1) ?? "", database: applied.at(-1) ?? "", missing };
  writeFileSync("/dev/termination-log", JSON.stringify(result));
  if (missing.length > 0 || result.image !== result.database) process.exit(1);
}

main().catch((error) => {
  console.error(`The revision of the database cannot be read: ${error.message}`);
  process.exit(1);
});
