/** The name of the JSON report's form. Apart from the schema itself, whose library only tests and tools need to load. */
export const REPORT_SCHEMA = 'seatrial-report/2';
