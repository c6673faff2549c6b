import { hash, verify } from "@node-rs/argon2";

/** Hashes with argon2id and the library's defaults (19 MiB, two passes: OWASP's first choice). */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** True when `password` matches; false too for a hash that is not argon2's. */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  try {
    return await verify(passwordHash, password);
  } catch {
    return false;
  }
}
