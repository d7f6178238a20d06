/** This program, as another process can start it: the single binary by itself, files by the Node that runs them. */
export function ownProgram(): readonly string[] {
  const [node = process.execPath, entry] = process.argv;
  // The single binary is told its own path in both places.
  return entry === undefined || entry === node ? [process.execPath] : [process.execPath, entry];
}
