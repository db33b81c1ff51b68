import type { Plan } from '#orchestration/types.ts';

/** Both counted from 1, as people do. */
export interface TextPosition {
  line: number;
  column: number;
}

/** `end` is the position behind the last character. */
export interface TextRange {
  start: TextPosition;
  end: TextPosition;
}

/** A `.json` file must be JSON, although all JSON is YAML. */
export type PlanFormat = 'yaml' | 'json';

/** A fault in a plan's text, with its place. */
export interface PlanProblem {
  /** An `error` keeps the plan from being run. */
  severity: 'error' | 'warning';
  /** Not read at all, not what the schema asks for, or tasks and agents that do not fit together. */
  kind: 'syntax' | 'schema' | 'relation';
  message: string;
  range: TextRange;
}

/** Place of a task in the text. Faulty tasks have one, too. */
export interface PlanTaskPlace {
  id?: string;
  title?: string;
  range: TextRange;
  /** The id, or the beginning of a task that has none. */
  nameRange: TextRange;
}

/** A text as it was read for a plan. */
export interface ParsedPlan {
  /** Present if there is no error. */
  plan?: Plan;
  /** In the order they were found, at most a hundred. */
  problems: PlanProblem[];
  tasks: PlanTaskPlace[];
}

/** The plan in an agent's answer. */
export interface PlanAnswer {
  /** As YAML, without what stood around it. */
  text: string;
  parsed: ParsedPlan;
}

/** Something wrong with a plan. An `error` keeps it from being run. */
export interface PlanIssue {
  severity: 'error' | 'warning';
  message: string;
  /** Leads to what is wrong; for a missing property, to where it should be. */
  path: Path;
  /** The property's name is meant, not its value. */
  isKey?: boolean;
  /** The part of the text there that is meant. */
  part?: string;
  /** Marks a fault in how parts of a plan relate to each other, which no JSON schema can describe. */
  isBeyondSchema?: boolean;
}

export interface PlanCheckOptions {
  /** The ids of the agents there are, if tasks for other ones are to be reported. */
  knownAgents?: Iterable<string>;
}

export type Path = readonly (string | number)[];
