import assert from 'node:assert/strict';
import { declaredName, findDeclarations, isHeader } from '#edits/syntax/declarations.ts';

describe('a line', () => {
  const declaring: [line: string, name: string][] = [
    ['export default async function load() {', 'load'],
    ['export class A<T> extends B {', 'A'],
    ['export const useA = (b) => {', 'useA'],
    ['const B = React.memo(function B() {', 'B'],
    ['def f(self) -> int:', 'f'],
    ['async def f():', 'f'],
    ['def self.find(id)', 'find'],
    ['func (s *Server) Close() error {', 'Close'],
    ['func max[T any](a, b T) T {', 'max'],
    ['pub(crate) async fn run(&self) -> u8 {', 'run'],
    ['impl<T> Display for A<T> {', 'Display'],
    ['public static void main(String[] args) {', 'main'],
    ['private readonly Task<int> GetAsync(int id) => null;', 'GetAsync'],
    ['override fun toString(): String {', 'toString'],
    ['constructor(a) {', 'constructor'],
    ['async load(id) {', 'load'],
    ['static std::vector<int> A::make(int n) {', 'A::make'],
    ['install() {', 'install'],
    ['CREATE TABLE IF NOT EXISTS users (', 'users'],
    ['@Override public int size() {', 'size'],
  ];
  for (const [line, name] of declaring) it(`declares ${name}: ${line}`, () => assert.equal(declaredName(line), name));

  const others = [
    'if (a) {',
    'for (const a of b) {',
    'while (a) {',
    'return f(a);',
    'describe("a", () => {',
    'app.get("/", (request, response) => {',
    'useEffect(() => {',
    'const a = 1;',
    'let b = f(a);',
    'print(f(1))',
    'match f(x) {',
    '} else if (a) {',
    'x = y',
    '// function f() {',
  ];
  for (const line of others) it(`declares nothing: ${line}`, () => assert.equal(declaredName(line), undefined));

  it('declares a function whose brace is on the next', () => {
    assert.equal(declaredName('int f(int a)', '{'), 'f');
    assert.equal(declaredName('f(a)', '{'), undefined);
  });

  const headers = [
    "import a from 'a';",
    'import os',
    'from a import b',
    '#include <a.h>',
    'using System.Linq;',
    'use std::fs;',
    'use App\\Models\\User;',
    'package main',
    'package a.b;',
    '<?php',
    "'use strict';",
    '#!/bin/sh',
    "const a = require('a');",
    "require 'json'",
    'namespace A.B;',
    "export * from './a';",
  ];
  for (const line of headers) it(`belongs to the top of a file: ${line}`, () => assert.equal(isHeader(line), true));
  for (const line of ['import("a")', 'packageName = 1', 'f();', '# Heading', 'using (var a = b) {', 'userName;']) {
    it(`belongs to no top of a file: ${line}`, () => assert.equal(isHeader(line), false));
  }

  it('declares something at the outermost level alone', () => {
    const code = '  def f():\n      def g():\n          pass\n  def h():\n      pass';
    assert.deepEqual(findDeclarations(code), [
      { name: 'f', line: 0 },
      { name: 'h', line: 3 },
    ]);
  });
});
