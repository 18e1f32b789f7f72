package com.acme;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

/** JUnit 4: no extension reaches these tests. The check of the whole run does. */
public class LegacyMailerTest {

  @Test
  public void sendsAMail() throws Exception {
    try (Mailer mailer = new Mailer()) {
      mailer.send("hello").get();

      assertEquals(List.of("hello"), mailer.sent());
    }
  }

  @Test
  public void sendsAMailAndForgetsToClose() throws Exception {
    Mailer mailer = new Mailer();
    mailer.send("hello").get();

    assertEquals(List.of("hello"), mailer.sent());
  }
}
