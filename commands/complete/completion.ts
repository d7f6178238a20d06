/** `memu completion SHELL`: a script that asks `memu complete` for candidates. */
import {Argument, Command} from 'commander';
import {safeLine} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  completionCommand: {
    group: 'This machine',
    order: 380,
    summary: 'A completion script for bash, zsh or fish',
  },
  completeCommand: {
    group: 'This machine',
    order: 390,
    summary: 'Candidates for completion scripts',
    isHidden: true,
  },
};

export const completionCommand = (cli: Cli): Command =>
  new Command('completion')
    .description('Print a completion script; source it in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
  bash:  memu completion bash > ~/.local/share/bash-completion/completions/memu
  zsh:   memu completion zsh > "\${fpath[1]}/_memu"
  fish:  memu completion fish > ~/.config/fish/completions/memu.fish`,
    )
    .action((shell: 'bash' | 'zsh' | 'fish') => cli.printReady(scripts[shell]));

/** What shells call on Tab: candidates for the last word, one a line, a tab before what it is. */
export const completeCommand = (cli: Cli): Command =>
  new Command('complete')
    .description('Candidates for a command line, for completion scripts')
    .argument('[words...]', 'the words so far; the last one is being typed')
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const {candidatesFor} = await import('./candidates.ts');
      for (const {value, about} of await candidatesFor(cli, words)) {
        // One candidate a line, whatever was written into an entry.
        cli.print(about === '' ? value : `${value}\t${safeLine(about)}`);
      }
    });

// What a person typed reaches memu as separate words and is never evaluated again by the shell.
const scripts = {
  bash: `# bash completion for memu
_memu() {
  local line words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$(printf '%q' "\${line%%$'\\t'*}")")
  done < <("\${COMP_WORDS[0]}" complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _memu memu
`,
  zsh: `#compdef memu
_memu() {
  local line value
  local -a values shown
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    values+=("$value")
    shown+=("\${line/$'\\t'/  -- }")
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#values} )); then
    compadd -l -d shown -- "\${values[@]}"
  else
    _files
  fi
}
if [ "$funcstack[1]" = "_memu" ]; then
  _memu "$@"
else
  compdef _memu memu
fi
`,
  fish: `# fish completion for memu
function __memu_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    command $words[1] complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c memu -f -a '(__memu_complete)'
`,
} as const;
