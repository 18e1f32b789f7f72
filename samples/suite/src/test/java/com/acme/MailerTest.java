package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** No annotation: NoLeaks is switched on for the whole suite, in junit-platform.properties. */
class MailerTest {

  @Test
  void sendsAMail() throws Exception {
    try (Mailer mailer = new Mailer()) {
      mailer.send("hello").get();

      assertEquals(List.of("hello"), mailer.sent());
    }
  }

  @Test
  void sendsTwoMailsAndForgetsToClose() throws Exception {
    Mailer mailer = new Mailer();
    mailer.send("one").get();
    mailer.send("two").get();

    assertEquals(List.of("one", "two"), mailer.sent());
  }
}
