/** `CORSConfiguration`: 1 to 100 rules. */
import { CORS_METHODS, type CorsRule } from '../../access/cors.ts';
import { S3Error } from '../errors.ts';
import { elementsOf, onlyChildren, readXml, textOf, textsOf, type XmlElement } from '../xml-in.ts';
import { branch, document, leaf } from '../xml-out.ts';

export const MAXIMUM_CORS_BYTES = 64 * 1024;

const MOST_RULES = 100;

/** Throws MalformedXML, or InvalidRequest for what is well-formed and cannot be a rule. */
export function readCors(xml: string): readonly CorsRule[] {
  const rules = elementsOf(readXml(xml, 'CORSConfiguration'), 'CORSRule').map(readRule);
  if (rules.length === 0) throw new S3Error('MalformedXML', 'There is no CORSRule.');
  if (rules.length > MOST_RULES) throw new S3Error('InvalidRequest', `There can be at most ${MOST_RULES} CORS rules.`);
  return rules;
}

function readRule(rule: XmlElement): CorsRule {
  onlyChildren(rule, ['ID', 'AllowedOrigin', 'AllowedMethod', 'AllowedHeader', 'ExposeHeader', 'MaxAgeSeconds']);
  const allowedOrigins = withOneStar(textsOf(rule, 'AllowedOrigin'), 'AllowedOrigin');
  const allowedMethods = textsOf(rule, 'AllowedMethod');
  const allowedHeaders = withOneStar(textsOf(rule, 'AllowedHeader'), 'AllowedHeader');
  const exposeHeaders = textsOf(rule, 'ExposeHeader');
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) {
    throw new S3Error('MalformedXML', 'A CORSRule needs AllowedOrigin and AllowedMethod.');
  }
  const method = allowedMethods.find((name) => !CORS_METHODS.includes(name));
  if (method !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      `Found unsupported HTTP method in CORS config. Unsupported method is ${method}.`,
    );
  }
  const header = [...allowedHeaders, ...exposeHeaders].find((name) => !/^[!#$%&'*+.^`|~\w-]+$/.test(name));
  if (header !== undefined) throw new S3Error('InvalidRequest', `${header} is not the name of a header.`);
  if (exposeHeaders.some((name) => name.includes('*'))) {
    throw new S3Error('InvalidRequest', 'ExposeHeader cannot contain a wildcard.');
  }
  const maxAge = textOf(rule, 'MaxAgeSeconds')?.trim();
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
    throw new S3Error('MalformedXML', 'MaxAgeSeconds is no number.');
  const maxAgeS = maxAge === undefined ? undefined : Number(maxAge);
  return { id: textOf(rule, 'ID'), allowedOrigins, allowedMethods, allowedHeaders, exposeHeaders, maxAgeS };
}

function withOneStar(patterns: readonly string[], name: string): readonly string[] {
  const wrong = patterns.find((pattern) => pattern.split('*').length > 2);
  if (wrong === undefined) return patterns;
  throw new S3Error('InvalidRequest', `${name} "${wrong}" cannot have more than one wildcard.`);
}

export function corsXml(rules: readonly CorsRule[]): string {
  const all = (name: string, texts: readonly string[]): string[] => texts.map((text) => leaf(name, text));
  const ruleXml = rules.map((rule) =>
    branch('CORSRule', [
      ...(rule.id === undefined ? [] : [leaf('ID', rule.id)]),
      ...all('AllowedHeader', rule.allowedHeaders),
      ...all('AllowedMethod', rule.allowedMethods),
      ...all('AllowedOrigin', rule.allowedOrigins),
      ...all('ExposeHeader', rule.exposeHeaders),
      ...(rule.maxAgeS === undefined ? [] : [leaf('MaxAgeSeconds', rule.maxAgeS)]),
    ]),
  );
  return document('CORSConfiguration', ruleXml);
}
