/**
 * Files that run without anybody starting them, on opening, installing, building, testing, committing or pushing, or that
 * say what does. Turned round: what configures a project is one, but for what is known to be harmless.
 */

/** Dot files that only name other files, versions or people. */
const harmlessDotFile =
  /^\.(?:\w*ignore|editorconfig|gitkeep|keep|nojekyll|mailmap|nvmrc|(?:node|python|ruby|java|go)-version|env\.(?:example|sample|template))$/;

/** Dot folders of texts. */
const harmlessDotFolder = /^\.(?:changeset|well-known|licenses|reuse)$/;

/** Folders whose content a program loads by itself. */
const loadedFolder =
  /^(?:node_modules|bower_components|site-packages|venv|git-?hooks|buildsrc|build-logic|mu-plugins|.*\.playground)$/;

/** Folders whose code a build, or an editor of games, runs before anything else. */
const loadedPath =
  /(?:^|\/)(?:config\/[\w.-]+\.exs|renv\/activate\.r|deps\/build\.jl|hook\/build\.dart|assets\/(?:.*\/)?editor\/.*\.cs|(?:src|dev|test)\/user\.clj|magefiles\/.*)$|^(?:[^/]+\/)?project\/[^/]+\.scala$/;

/** Hooks of git, which a folder of any name may hold. */
const hookName =
  /^(?:(?:pre|post)-(?:commit|push|rebase|receive|merge-commit|checkout|merge|rewrite|update|applypatch|auto-gc|index-change)|(?:prepare-)?commit-msg|applypatch-msg|proc-receive|push-to-checkout|reference-transaction|sendemail-validate|fsmonitor-watchman)$/;

/** Texts that agents take for orders of the user. */
const agentFile =
  /^(?:agents?|claude|gemini|qwen|crush|warp|iflow|skill)(?:\.(?:local|override))?\.md$|\.mdc$|\.(?:instructions|chatmode|agent)\.md$/;

/**
 * Files in a project's root that are for people: everything else there that is no source code configures something.
 */
const harmlessRootFile =
  /^(?:(?:readme|license|licence|copying|notice|authors|contributors|changelog|changes|history|news|todo|version|security|contributing|code_of_conduct)(?:[._-][\w.-]*)?|.*\.(?:md|mdx|rst|adoc|txt|html?|css|scss|less|svg|png|jpe?g|gif|webp|ico|pdf|csv|tsv|sql|graphql|proto))$/;

/** Endings of what is only data at the root: it configures something, whatever it is called. */
const settingsEnding =
  /^[^.]+$|\.(?:jsonc?|json5|ya?ml|toml|xml|ini|cfg|properties|lock|plist|nix|edn|hcl|kdl|bat|cmd|ps1|sh)$/;

/** Names of files that tools look for, wherever they stand. */
const toolFiles = new Set(
  `
  package.json package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-workspace.yaml yarn.lock bun.lock bunfig.toml
  deno.json deno.jsonc deno.lock jsr.json lerna.json nx.json project.json turbo.json rush.json angular.json bower.json
  ember-cli-build.js brunch-config.js webpack.mix.js truffle-config.js wallaby.js testem.js cypress.json nodemon.json
  typedoc.json binding.gyp app.json firebase.json vercel.json netlify.toml wrangler.toml foundry.toml anchor.toml fly.toml
  composer.json composer.lock captainhook.json infection.json rector.php ecs.php phpunit.xml phpstan.neon psalm.xml
  pipfile pipfile.lock poetry.lock uv.lock pdm.lock pyproject.toml setup.py setup.cfg tox.ini pytest.ini noxfile.py
  conftest.py fabfile.py dodo.py sitecustomize.py usercustomize.py mkdocs.yml _config.yml
  gemfile gemfile.lock gems.rb rakefile guardfile capfile thorfile berksfile vagrantfile podfile cartfile brewfile
  fastfile appfile dangerfile procfile makefile gnumakefile justfile jakefile snakefile earthfile tiltfile caddyfile
  jenkinsfile dockerfile containerfile sconstruct sconscript wscript configure configure.ac autogen.sh doxyfile build
  workspace build.bazel workspace.bazel module.bazel meson.build meson_options.txt cmakelists.txt cmakepresets.json
  cmakeuserpresets.json cargo.toml cargo.lock build.rs rust-toolchain rust-toolchain.toml build.zig build.zig.zon
  go.mod go.work pom.xml build.xml ivy.xml gradlew gradlew.bat mvnw mvnw.cmd gradle.properties build.properties
  gradle-wrapper.properties build.sbt build.sc project.clj deps.edn shadow-cljs.edn build.boot global.json
  package.swift package.resolved pubspec.yaml pubspec.lock analysis_options.yaml melos.yaml stack.yaml cabal.project
  hie.yaml dune dune-project esy.json mix.exs mix.lock rebar.lock shard.yml dub.json dub.sdl manifest.scm
  devbox.json mise.toml devcontainer.json mcp.json cloudbuild.yaml buildspec.yml appveyor.yml circle.yml wercker.yml
  codemagic.yaml bitbucket-pipelines.yml autorun.inf desktop.ini crontab codeowners opencode.json opencode.jsonc
  gemini-extension.json claude_desktop_config.json mcp_config.json mcp-config.json pnpmfile.cjs pnpmfile.js
  package.yaml package.json5 tslint.json gatsby-node.js gatsby-config.js electron-builder.yml electron-builder.json
  pylintrc mypy.ini ansible.cfg hatch_build.py poetry.toml uv.toml pixi.toml pixi.lock conanfile.py
  conanfile.txt vcpkg.json xmake.lua premake5.lua meson.options buck targets build.gn repo.bazel workspace.bzlmod
  pants.toml setup.hs build.pl build.mill magefile.go lakefile.lean lakefile.toml lean-toolchain config.nims
  platformio.ini project.godot omnisharp.json cross.toml trunk.toml project.swift tuist.swift project.toml
  manifest.toml config.ru latexmkrc dune-workspace pkgbuild libs.versions.toml verification-metadata.xml
  `
    .trim()
    .split(/\s+/),
);

/** Patterns that the names of such files share. */
const toolNames: readonly RegExp[] = [
  // Configuration that is a program, or names one: editors run it to check or to build what is open.
  /\.conf(?:ig)?(?:\.[\w-]+)*$/,
  /^(?:ts|js)config[\w.-]*\.json$/,
  /^(?:gulp|grunt|danger)file(?:\.[\w-]+)*$/,
  // Whatever a tool calls after itself: Matchfile, Tupfile, Puppetfile.
  /^[a-z]+file$/,
  /^(?:docker|container|make|jenkins|vagrant|proc|rake|gem)file(?:[._-](?!(?:[cm]?[jt]s|go|py|rs|java|cs|md)$)[\w-]+)*$/,
  /^(?:docker-)?compose[\w.-]*\.ya?ml$/,
  /^(?:requirements|constraints)[\w.-]*\.(?:txt|in)$/,
  /^(?:azure-pipelines|lefthook|taskfile|environment|renovate|serverless)[\w.-]*\.(?:ya?ml|toml|json5?)$/,
  /^(?:webpack|rollup|vite|vitest)\.[\w.-]+\.[cm]?[jt]s$/,
  /^(?:phpunit|phpstan|phpcs|psalm)[\w.-]*\.(?:xml|neon)(?:\.dist)?$/,
  /^directory\.[\w.]+\.(?:props|targets|rsp)$/,
  /^_\w+rc$/,
  /\.(?:code-workspace|sublime-project|pth|mk|mak|make|cmake|bzl|am|gradle|kts|sbt|rake|gemspec|podspec|cabal|opam|nimble)$/,
  // MSBuild takes in what stands beside a project under its name.
  /\.\w*proj(?:items)?(?:\.user)?$/,
  /\.(?:nix|rockspec|nuspec|props|targets|rsp|sln|slnf|slnx|pbxproj|xcconfig|xcscheme|xcworkspacedata|uproject|uplugin)$/,
  /\.(?:build|target)\.cs$/,
  /\.(?:dockerfile|jenkinsfile|desktop|service|timer|socket|reg|gyp|gypi|gn|gni|ninja|pri|pro|nims|m4|plz)$/,
  // A file manager of Windows follows these when their folder is looked at.
  /\.(?:lnk|url|scf|library-ms|searchconnector-ms)$/,
];

/**
 * Returns whether a file of a workspace folder may run by itself. `path` is relative to the folder, with `/`, in small letters where
 * file systems take large ones for the same.
 */
export function mayRunByItself(path: string): boolean {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  if (
    folders.some((folder) => loadedFolder.test(folder) || (folder.startsWith('.') && !harmlessDotFolder.test(folder)))
  )
    return true;
  // Its settings name the program that writes the changelog.
  if (folders.includes('.changeset') && !name.endsWith('.md')) return true;
  if (name.startsWith('.')) return !harmlessDotFile.test(name);
  if (hookName.test(name) || agentFile.test(name) || loadedPath.test(path)) return true;
  // Celery and Django have files of these names among their code; tools look for theirs at the root or in its documents.
  if (name === 'tasks.py') return folders.length === 0;
  if (name === 'conf.py') return folders.length === 0 || folders.some((folder) => /^docs?$|^source$/.test(folder));
  // The application's own settings, which Angular keeps among its code.
  if (folders.includes('src') && /^app\.config\.(?:[\w-]+\.)?(?:ts|json)$/.test(name)) return false;
  if (toolFiles.has(name) || toolNames.some((pattern) => pattern.test(name))) return true;
  return folders.length === 0 && !harmlessRootFile.test(name) && settingsEnding.test(name);
}
