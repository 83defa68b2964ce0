# bash completion for purple-phonebook
_purple_phonebook() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word command='' tables=''
  local commands='extract scan convert phones plan send qr list show import export match duplicates merge gateway doctor serve'
  local common='--book --region --progress --quiet --help --version'
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ " $commands " == *" $word "* ]] && command=$word && break
  done
  # Readline takes "csv:google" for three words, and puts an answer behind the colon only.
  [[ $current == : ]] && current='' previous=:
  if [[ $previous == : && ${COMP_LINE:0:COMP_POINT} == *csv:"$current" ]]; then
    tables=$(purple-phonebook convert --list 2>/dev/null | sed -n 's/^ *csv:\([^ ]*\).*/\1/p')
    mapfile -t COMPREPLY < <(compgen -W "$tables" -- "$current") && return
  fi
  if [[ $command == convert && $previous == --to ]]; then
    tables=$(purple-phonebook convert --list 2>/dev/null | sed -n 's/^ *\(csv:[^ ]*\).*/\1/p')
  fi
  case $previous in
    --to | --from) mapfile -t COMPREPLY < <(compgen -W 'vcard2.1 vcard3 vcard4 csv jscontact xlsx docx pdf text html'" $tables" -- "$current") && return ;;
    --profile) mapfile -t COMPREPLY < <(compgen -W "$(purple-phonebook convert --list 2>/dev/null | awk '/--profile/ { phones = 1; next } phones { print $1 }')" -- "$current") && return ;;
    --sort) mapfile -t COMPREPLY < <(compgen -W 'name family none' -- "$current") && return ;;
    --paper) mapfile -t COMPREPLY < <(compgen -W 'a4 letter' -- "$current") && return ;;
    --diagnostics) mapfile -t COMPREPLY < <(compgen -W 'text json none' -- "$current") && return ;;
    --progress) mapfile -t COMPREPLY < <(compgen -W json -- "$current") && return ;;
    --on-conflict) mapfile -t COMPREPLY < <(compgen -W 'ask keep overwrite add merge' -- "$current") && return ;;
    --via) mapfile -t COMPREPLY < <(compgen -W 'usb bluetooth wap adb folder gammu' -- "$current") && return ;;
    --toll) mapfile -t COMPREPLY < <(compgen -W 'ask no once always' -- "$current") && return ;;
    --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current") && return ;;
    --ask) mapfile -t COMPREPLY < <(compgen -W 'each once' -- "$current") && return ;;
    --book | --password-file | -o | --output) mapfile -t COMPREPLY < <(compgen -f -- "$current") && return ;;
  esac
  local options=''
  case $command in
    '') options="$commands" ;;
    extract) options='--json --kinds --all --html --sent' ;;
    scan) options='--json --csv --save --again --since --account --kinds --all --threads' ;;
    convert) options='--to --output --force --from --profile --list --split --sort --paper --title --diagnostics' ;;
    phones) options='--add --same --apart --name --remove --phone --via --json' ;;
    plan) options='--phone --via --contact --all --json' ;;
    send) options='--phone --via --contact --all --on-conflict --toll --again --json' ;;
    qr) options='--contact --all --output --force --ascii --color --invert' ;;
    list) options='--json' ;;
    show) options='--to' ;;
    import) options='--on-conflict --dry-run --json' ;;
    export) options='--to --output --force' ;;
    match | duplicates) options='--json' ;;
    merge) options='--dry-run --json' ;;
    gateway) options='--set --user --password-file --from --parts --reports --ask --check --remove --json' ;;
    doctor) options='--json' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options $common" -- "$current")
  if [[ $current != -* && $command =~ ^(extract|scan|convert|plan|send|qr|import|match)$ ]]; then
    local files
    mapfile -t files < <(compgen -f -- "$current")
    COMPREPLY+=("${files[@]}")
  fi
}
complete -o filenames -F _purple_phonebook purple-phonebook
