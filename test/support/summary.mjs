// The last line of a test run, plain for machines: a file that could not run counts as a failure.
export default class Summary {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    // After the default reporter's own lines, which go to stderr.
    process.stderr.write('', () => console.log(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`));
  }
}
