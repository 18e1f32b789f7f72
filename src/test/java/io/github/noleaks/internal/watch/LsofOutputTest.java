package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The form in which macOS writes it. */
class LsofOutputTest {
  private static final List<String> OUTPUT =
      """
      p1234
      fcwd
      a\s
      tDIR
      i12345
      n/Users/me/project
      ftxt
      a\s
      tREG
      i2
      n/usr/lib/dyld
      f0
      au
      tCHR
      i1
      n/dev/ttys001
      f5
      ar
      tREG
      i12
      n/Users/me/orders.csv
      f6
      au
      tIPv6
      d0x8d5a
      PTCP
      n127.0.0.1:50412->127.0.0.1:5432
      TST=ESTABLISHED
      TQR=0
      TQS=0
      f7
      au
      tIPv6
      d0x8d5b
      PTCP
      n*:8080
      TST=LISTEN
      TQR=0
      TQS=0
      f8
      au
      tKQUEUE
      ncount=0, state=0xa
      f9
      au
      tPIPE
      d0xd1
      n->0xd2
      f10
      au
      tunix
      d0xd3
      n/tmp/x.sock
      f11
      au
      tunix
      d0xd4
      n->0xd5
      f12
      au
      tIPv4
      d0x8d5c
      PUDP
      n*:5353
      """
          .lines()
          .toList();

  private final DescriptorListing listing = LsofOutput.parse(OUTPUT);

  private void check(int number, Kind kind, String target) {
    assertThat(listing.described().get(number)).isEqualTo(new OpenChannel(kind, target, null));
  }

  @Test
  void onlyWhatHasANumber() {
    assertThat(listing.identities()).containsOnlyKeys(0, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void files() {
    check(5, Kind.FILE, "/Users/me/orders.csv (read)");
    check(0, Kind.FILE, "/dev/ttys001 (read and write)");
  }

  @Test
  void sockets() {
    check(6, Kind.SOCKET, "127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED");
    check(7, Kind.LISTENER, ":8080");
    check(12, Kind.DATAGRAM, ":5353");
    check(10, Kind.SOCKET, "/tmp/x.sock");
    check(11, Kind.SOCKET, "unnamed");
  }

  @Test
  void others() {
    check(8, Kind.SELECTOR, "");
    check(9, Kind.PIPE, "");
  }

  @Test
  void aConnectionKeepsItsIdentityWhenItsStateChanges() {
    DescriptorListing later =
        LsofOutput.parse(
            OUTPUT.stream().map(line -> line.replace("ESTABLISHED", "CLOSE_WAIT")).toList());

    assertThat(later.since(listing)).isEmpty();
  }

  @Test
  void nothing() {
    assertThat(LsofOutput.parse(List.of()).size()).isZero();
  }
}
