# bash completion for purple-phonebook
_purple_phonebook() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word command=''
  local commands='extract scan convert phones plan send list show import export match duplicates merge gateway doctor serve'
  local common='--book --region --progress --quiet --help --version'
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ " $commands " == *" $word "* ]] && command=$word && break
  done
  case $previous in
    --to | --from) mapfile -t COMPREPLY < <(compgen -W 'vcard2.1 vcard3 vcard4 csv jscontact xlsx docx pdf text html' -- "$current") && return ;;
    --profile) mapfile -t COMPREPLY < <(compgen -W "$(purple-phonebook convert --list 2>/dev/null | awk '/--profile/ { phones = 1; next } phones { print $1 }')" -- "$current") && return ;;
    --sort) mapfile -t COMPREPLY < <(compgen -W 'name family none' -- "$current") && return ;;
    --paper) mapfile -t COMPREPLY < <(compgen -W 'a4 letter' -- "$current") && return ;;
    --diagnostics) mapfile -t COMPREPLY < <(compgen -W 'text json none' -- "$current") && return ;;
    --progress) mapfile -t COMPREPLY < <(compgen -W json -- "$current") && return ;;
    --on-conflict) mapfile -t COMPREPLY < <(compgen -W 'ask keep overwrite add merge' -- "$current") && return ;;
    --via) mapfile -t COMPREPLY < <(compgen -W 'usb bluetooth wap folder gammu' -- "$current") && return ;;
    --ask) mapfile -t COMPREPLY < <(compgen -W 'each once' -- "$current") && return ;;
    --book | --password-file | -o | --output) mapfile -t COMPREPLY < <(compgen -f -- "$current") && return ;;
  esac
  local options=''
  case $command in
    '') options="$commands" ;;
    extract) options='--json --kinds --all --html --sent' ;;
    scan) options='--json --csv --save --again --since --account --kinds --all --threads' ;;
    convert) options='--to --output --force --from --profile --list --split --sort --paper --title --diagnostics' ;;
    phones) options='--add --name --remove --json' ;;
    plan) options='--phone --via --contact --all --on-conflict --json' ;;
    send) options='--phone --via --contact --all --on-conflict --again --json' ;;
    list) options='--json' ;;
    show) options='--to' ;;
    import) options='--dry-run --json' ;;
    export) options='--to --output --force' ;;
    match | duplicates) options='--json' ;;
    merge) options='--dry-run --json' ;;
    gateway) options='--set --user --password-file --from --parts --reports --ask --check --remove --json' ;;
    doctor) options='--json' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options $common" -- "$current")
  if [[ $current != -* && $command =~ ^(extract|scan|convert|plan|send|import|match)$ ]]; then
    local files
    mapfile -t files < <(compgen -f -- "$current")
    COMPREPLY+=("${files[@]}")
  fi
}
complete -o filenames -F _purple_phonebook purple-phonebook
