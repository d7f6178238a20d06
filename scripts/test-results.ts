/** Adds up what the tests reported; the last line is for other programs. Usage: FAILED-STEPS FILE... */
import {existsSync, readFileSync} from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

const [failedSteps = '0', ...files] = process.argv.slice(2);
const reports = files.map(read);
const passed = sum(report => report.numPassedTests);
// A file that could not even be loaded has no failed test; it counts as one.
const failedTests = sum(report =>
  Math.max(report.numFailedTests, Math.sign(report.numFailedTestSuites)),
);
const skipped = sum(report => report.numPendingTests);
const missing = reports.filter(report => report === undefined).length;
const failed = Math.max(failedTests + skipped + missing, Number(failedSteps));

process.stdout.write(
  `${failedSteps} steps failed, ${skipped} tests skipped, ${missing} reports missing\n`,
);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function read(file: string): Report | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function sum(part: (report: Report) => number): number {
  return reports.reduce((total, report) => total + (report === undefined ? 0 : part(report)), 0);
}
