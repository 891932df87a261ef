package dev.natsbroker.samples.exactlyonce;

import java.math.BigDecimal;

/** Money that somebody has paid. The id makes it unique: the same payment never gets another. */
record Payment(String id, String account, BigDecimal amount) {}
