package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceListTest {
  @TempDir Path folder;

  private PriceList prices;

  @BeforeEach
  void write() throws IOException {
    Path file = Files.write(folder.resolve("prices.csv"), List.of("tea;3.20", "milk;1.10"));
    prices = new PriceList(file);
  }

  @Test
  void findsAPrice() throws IOException {
    assertEquals(Optional.of("tea;3.20"), prices.find("tea"));
  }

  @Test
  void readsAllPrices() throws IOException {
    assertEquals(2, prices.all().size());
  }
}
