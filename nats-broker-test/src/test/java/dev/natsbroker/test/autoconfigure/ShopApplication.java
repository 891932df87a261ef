package dev.natsbroker.test.autoconfigure;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with listeners, and a part that has nothing to do with NATS. */
@SpringBootApplication
class ShopApplication {}
