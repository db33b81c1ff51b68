import * as l10n from '@vscode/l10n';
import type { LlmErrorKind, LlmErrorReason } from '#llm/llmError.ts';
import { limitMessage } from '#common/text/limitText.ts';
import { isRecord } from '#common/isRecord.ts';
import { asNumber, asObject, asObjects, asText, parseJson, type JsonObject, longestName } from '#llm/json.ts';

/** The facts of an error body, whichever provider wrote it. */
export interface ErrorFacts {
  /** The provider's own words. */
  message: string | undefined;
  /** The same for a person to read: the provider's words in quotes, or ours in their place. */
  words: string | undefined;
  /** Everything in the body that names the error: type, code, Google's status and reasons. */
  names: string[];
  /** A status that the body repeats, or states where HTTP already said 200. */
  status: number | undefined;
  requestId: string | undefined;
  /** Google's `google.rpc` details. */
  details: unknown;
}

/** Words of ours in place of a provider that reported a failure and gave none. */
export class OwnWords {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Takes secrets out of a text. */
type Clean = (text: string) => string;

/** The most characters that are shown of a message. */
export const longestMessage = 600;

/** Returns true for an `error` field that reports one: some gateways send the field, empty, with every frame. */
export function holdsError(error: unknown): boolean {
  if (typeof error === 'string') return error !== '';
  if (Array.isArray(error)) return error.length > 0;
  return isRecord(error) && Object.values(error).some((value) => value !== null && value !== '' && value !== 0);
}

/**
 * Reads an error body: the shapes of the four wires, what compatible servers make of them (`detail`, a bare `message`, a
 * string, an error wrapped in an array or in another error's message), plain text and web pages.
 * @param clean takes secrets out of what a person will read.
 */
export function readErrorBody(body: unknown, clean: Clean = (text) => text): ErrorFacts {
  const parsed = typeof body === 'string' ? (parseJson(body) ?? body) : body;
  const document: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isRecord(document)) {
    return { ...cleanMessage(document, clean), names: [], status: undefined, requestId: undefined, details: undefined };
  }
  const error = asObject(document['error']) ?? document;
  const details = error['details'];
  return {
    ...readMessage(document, error, clean),
    names: [
      error['type'],
      error['error_type'],
      error['code'],
      error['status'],
      document['code'],
      ...detailNames(details),
      ...metadataNames(error),
    ]
      .map(asText)
      .filter((name): name is string => name !== undefined && name.length <= longestName),
    status: toStatus(error['code']) ?? toStatus(error['status']) ?? toStatus(error['http_code']),
    requestId: asText(document['request_id']) ?? asText(error['request_id']),
    details,
  };
}

function readMessage(document: JsonObject, error: JsonObject, clean: Clean): Pick<ErrorFacts, 'message' | 'words'> {
  const { message, param } = error;
  if (message instanceof OwnWords) return toWords(message.text);
  return cleanMessage(upstreamMessage(error) ?? withParameter(findWords(document), asText(param)), clean);
}

/** Lists OpenRouter's names: whose limit it was, and what went wrong upstream. */
function metadataNames(error: JsonObject): unknown[] {
  const metadata = asObject(error['metadata']);
  return [metadata?.['error_type'], metadata?.['limit_source']];
}

/** Lists the names in details: Google's `ErrorInfo.reason` and ids of exceeded quotas, and Anthropic's one object. */
function detailNames(details: unknown): unknown[] {
  const given = asObjects(Array.isArray(details) ? details : [details]);
  const violations = given.flatMap((detail) => asObjects(detail['violations']));
  return [
    ...given.flatMap((detail) => [detail['reason'], detail['error_code']]),
    ...violations.map((violation) => violation['quotaId']),
  ];
}

/** The fields that servers put their words in, the most telling one first. */
const wordFields = [
  'message',
  'error',
  'detail',
  'errors',
  'msg',
  'error_msg',
  'Message',
  'title',
  'base_resp',
  'status_msg',
];

/** Finds the words of an error, however deep they are wrapped. */
function findWords(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return asText(value);
  if (depth > 4) return undefined;
  if (Array.isArray(value)) return toViolation(value) ?? findWords(value[0], depth + 1);
  if (!isRecord(value)) return undefined;
  // An error with fields of its own says more than what stands beside it.
  const inner = isRecord(value['error']) ? findWords(value['error'], depth + 1) : undefined;
  if (inner) return inner;
  for (const field of wordFields) {
    const words = findWords(value[field], depth + 1);
    if (words) return words;
  }
  return undefined;
}

/** Reads the form of Python's validators: `{ loc: ['body', 'x'], msg: 'Extra inputs …' }`. */
function toViolation(detail: unknown): string | undefined {
  const [violation] = asObjects(detail);
  const place = violation?.['loc'];
  return withParameter(asText(violation?.['msg']), Array.isArray(place) ? asText(place.at(-1)) : undefined);
}

/** Returns a message that names the parameter at fault. */
function withParameter(message: string | undefined, parameter: string | undefined): string | undefined {
  // "None" is what Python writes for nothing.
  const isNamed = !parameter || parameter === 'None' || message?.includes(parameter);
  return message && !isNamed ? `${message} (${parameter})` : message;
}

/**
 * Finds the provider's own words behind a gateway's: in `metadata.raw` (OpenRouter, "Provider returned error") or in `value`
 * (Vercel, "Stream error occurred").
 */
function upstreamMessage(error: JsonObject): string | undefined {
  const upstream = asText(asObject(error['value'])?.['error_message']);
  if (upstream) return upstream;
  const raw = asObject(error['metadata'])?.['raw'];
  return (
    asText(raw) ?? (isRecord(raw) ? (asText(asObject(raw['error'])?.['message']) ?? asText(raw['message'])) : undefined)
  );
}

function toStatus(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : asNumber(value);
  return status !== undefined && status >= 400 && status < 600 ? status : undefined;
}

/** Returns one readable line: no web page, no JSON dump, not endless. */
function cleanMessage(message: unknown, clean: Clean): Pick<ErrorFacts, 'message' | 'words'> {
  const text = asText(message)?.trim();
  if (!text) return { message: undefined, words: undefined };
  // Not every text in angle brackets is one: a gateway begins with "<400> ".
  if (/^<[a-z!?/]|<html|<!doctype/i.test(text)) {
    // Neither part of the pattern passes a "<", so that no page makes it start over again and again.
    const title = /<title[^<>]*>([^<]*)</i.exec(text)?.[1]?.trim();
    return toWords(
      title
        ? l10n.t('The server answered with a web page: {0}', toLine(title, clean))
        : l10n.t('The server answered with a web page.'),
    );
  }
  if (/^[[{]/.test(text) && isRecord(parseJson(text))) {
    const { message: inner, words } = readErrorBody(text, clean);
    return { message: inner, words };
  }
  const line = toLine(text, clean);
  return { message: line, words: l10n.t('“{0}”', line) };
}

function toWords(words: string): Pick<ErrorFacts, 'message' | 'words'> {
  return { message: words, words };
}

/** Takes secrets out before the text is cut: of one that was taken apart, the rest would not be found. */
function toLine(text: string, clean: Clean): string {
  return limitMessage(clean(text).replace(/\s+/g, ' '), longestMessage);
}

/** A row of a provider's error table. It applies when everything it names applies. */
export interface ErrorRule {
  /** `none`: an error inside a stream that HTTP had already called a success. */
  status?: number | 'none';
  /** A type, code, status or reason in the body. */
  name?: string | RegExp;
  message?: Pick<RegExp, 'test'>;
  kind: LlmErrorKind;
  reason?: LlmErrorReason;
  /** Overrides what the kind alone says. */
  retryable?: boolean;
}
