/** The names of the report formats, for help and complaints, without loading what renders them. */
export const FORMAT_NAMES = ['html', 'json', 'junit'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
