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

/** What is wrong with a plan's text, and where. */
export interface PlanProblem {
  /** An `error` keeps the plan from being run. */
  severity: 'error' | 'warning';
  /** Not read at all, not what the schema asks for, or tasks and agents that do not fit together. */
  kind: 'syntax' | 'schema' | 'relation';
  message: string;
  range: TextRange;
}

/** Where a task stands in the text. Tasks that something is wrong with have a place, too. */
export interface PlanTaskPlace {
  id?: string;
  title?: string;
  range: TextRange;
  /** The id, or the beginning of a task that has none. */
  nameRange: TextRange;
}

/** What a text says as a plan. */
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
  /** What relates parts of a plan to each other is beyond what a JSON schema can say. */
  isBeyondSchema?: boolean;
}

export interface PlanCheckOptions {
  /** The ids of the agents there are, if tasks for other ones are to be reported. */
  knownAgents?: Iterable<string>;
}

export type Path = readonly (string | number)[];
