package io.github.noleaks.internal.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.OpenChannel.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables as Linux wrote them on an ordinary machine. */
class SocketTablesTest {
  private static final List<String> TCP =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 555 1 00000000148503ad 100 0 0 10 0
         1: 0100007F:C4EC 0100007F:1538 01 00000000:00000000 00:00000000 00000000     0        0 556 1 00000000148503ad 20 4 30 10 -1
         2: 0100007F:C4ED 0100007F:1538 08 00000000:00000000 00:00000000 00000000     0        0 557 1 00000000148503ad 20 4 30 10 -1
         3: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 558 1 00000000beec9424 100 0 0 10 0
         4: 0000000000000000FFFF00000100007F:8415 0000000000000000FFFF00000100007F:AE78 01 00000000:00000000 00:00000000 00000000     0        0 559 1 0000000069a55497 20 0 0 10 -1
         5: B80D01200000000067452301EFCDAB89:8415 00000000000000000000000001000000:AE78 02 00000000:00000000 00:00000000 00000000     0        0 560 1 0000000069a55497 20 0 0 10 -1
         6: 0100007F:C4EE 0100007F:1538 06 00000000:00000000 03:00001705 00000000     0        0 0 3 00000000d4ed6609
         7: broken
      """
          .lines()
          .toList();

  private static final List<String> UDP =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
       1021: 00000000:14E9 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 601 2 0000000000000000 0
       1022: 0100007F:14EA 0100007F:0009 01 00000000:00000000 00:00000000 00000000     0        0 602 2 0000000000000000 0
      """
          .lines()
          .toList();

  private static final List<String> UNIX =
      """
      Num       RefCount Protocol Flags    Type St Inode Path
      00000000ffef8d0e: 00000003 00000000 00000000 0001 03 13215
      00000000aecba235: 00000003 00000000 00000000 0001 03 13216 /run/my app/sock
      000000007f2632c1: 00000002 00000000 00010000 0001 01 13214 /run/my app/sock
      000000007f2632c2: 00000002 00000000 00000000 0002 01 13217 @abstract
      """
          .lines()
          .toList();

  private final SocketTables tables = SocketTables.parse(TCP, UDP, UNIX);

  private void check(String inode, Kind kind, String target) {
    SocketFacts facts = requireNonNull(tables.find(inode));
    assertThat(facts.kind()).isEqualTo(kind);
    assertThat(facts.target()).isEqualTo(target);
  }

  @Test
  void connections() {
    check("556", Kind.SOCKET, "127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED");
    check("557", Kind.SOCKET, "127.0.0.1:50413 → 127.0.0.1:5432 CLOSE_WAIT");
  }

  @Test
  void oneOfVersionSixThatIsOfVersionFour() {
    check("559", Kind.SOCKET, "127.0.0.1:33813 → 127.0.0.1:44664 ESTABLISHED");
  }

  @Test
  void oneOfVersionSix() {
    check("560", Kind.SOCKET, "[2001:db8::123:4567:89ab:cdef]:33813 → [::1]:44664 SYN_SENT");
  }

  @Test
  void listeners() {
    check("555", Kind.LISTENER, "127.0.0.1:5432");
    check("558", Kind.LISTENER, ":8080");
  }

  @Test
  void datagrams() {
    check("601", Kind.DATAGRAM, ":5353");
    check("602", Kind.DATAGRAM, "127.0.0.1:5354 → 127.0.0.1:9");
  }

  @Test
  void unixDomainSockets() {
    check("13214", Kind.LISTENER, "/run/my app/sock");
    check("13216", Kind.SOCKET, "/run/my app/sock");
    check("13215", Kind.SOCKET, "unnamed");
    check("13217", Kind.DATAGRAM, "@abstract");
  }

  @Test
  void whatNoTableHas() {
    assertThat(tables.find("4711")).isNull();
  }
}
