# up.sh: inside the small machine, two linked Bluetooth controllers, bluetoothd on both, and two people's session buses: the
# computer's (/run/pc/bus, where obexd is started by the bus itself, as on a desktop) and the phone's (/run/phone/bus).
# Sourced. Afterwards hci0 is the computer and hci1 the phone.
#
#   controllers_up || exit 1; daemons_up || exit 1; phone_up

tell() { echo "[$(cut -d ' ' -f 1 /proc/uptime)] $*"; }

# When the machine is busy, the kernel's first HCI_Reset may time out; such a controller stays hidden from bluetoothd for
# good, and only making it anew helps.
controllers_up() {
  local try timeouts
  cp /usr/bin/btvirt /usr/libexec/bluetooth/bluetoothd /usr/libexec/bluetooth/obexd /tmp/
  # A rehearsal: what btvirt needs is in memory before the kernel counts the seconds for good.
  /tmp/btvirt -l1 >/tmp/btvirt.log 2>&1 &
  btvirt=$!
  sleep 2
  kill "$btvirt"
  wait "$btvirt"
  for try in 1 2 3 4 5 6; do
    timeouts=$(dmesg | grep -c 'failed: -110')
    nice -n -15 /tmp/btvirt -l2 >/tmp/btvirt.log 2>&1 &
    btvirt=$!
    for _ in $(seq 150); do
      [[ $(dmesg | grep -c 'failed: -110') -gt $timeouts ]] && break
      if controllers_work; then
        tell "two controllers, try $try"
        return 0
      fi
      sleep 0.2
    done
    tell "try $try: no two controllers"
    dmesg | tail -n 3
    kill "$btvirt"
    wait "$btvirt"
    sleep 1
  done
  return 1
}

# Both have got an address: the kernel has asked them for it after the reset.
controllers_work() {
  local answer
  answer=$(btmgmt_addresses) || return 1
  [[ $(grep -c . <<<"$answer") == 2 ]]
}
btmgmt_addresses() { timeout 5 python3 /job/controllers.py; }

wait_for() { # WHAT COMMAND…
  local what=$1
  shift
  for _ in $(seq 300); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.2
  done
  tell "waited in vain for $what"
  return 1
}

daemons_up() {
  mkdir -p /run/dbus /run/pc/{home,services} /run/phone/{home,inbox}
  dbus-uuidgen >/run/machine-id
  [[ -s /etc/machine-id ]] || cp /run/machine-id /etc/machine-id
  dbus-daemon --system --fork --nopidfile
  /tmp/bluetoothd -n >/job/bluetoothd.log 2>&1 &
  wait_for bluetoothd dbus-send --system --print-reply --dest=org.bluez / org.freedesktop.DBus.ObjectManager.GetManagedObjects || return 1
  # obexd cannot serve twice on one bluetoothd: the computer's only sends.
  cat >/run/pc/services/org.bluez.obex.service <<SERVICE
[D-BUS Service]
Name=org.bluez.obex
Exec=/bin/sh -c 'exec /tmp/obexd -n -d --noplugin=opp,pbap,ftp,mas,irmc,pcsuite >>/job/obexd-pc.log 2>&1'
SERVICE
  session_bus pc "<servicedir>/run/pc/services</servicedir>" || return 1
  session_bus phone ""
}

session_bus() { # WHO SERVICES
  cat >"/run/$1/bus.conf" <<CONFIG
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=/run/$1/bus</listen>$2
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
CONFIG
  HOME=/run/$1/home dbus-daemon --config-file="/run/$1/bus.conf" --fork --nopidfile
}

# The phone's obexd; asks its agent (phone.py) before it takes a file.
phone_up() {
  HOME=/run/phone/home DBUS_SESSION_BUS_ADDRESS=unix:path=/run/phone/bus /tmp/obexd -n -d -r /run/phone/inbox >>/job/obexd-phone.log 2>&1 &
  echo $! >/run/phone/obexd.pid
}
