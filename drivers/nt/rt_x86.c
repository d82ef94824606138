// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

/*
 * 64-bit division for x86: what the compiler calls by itself where a 64-bit number is divided. Shift and subtract, so
 * that nothing here divides 64 bits again. Division by zero traps, as the machine instruction would. Empty on x64.
 * The compiler that Microsoft ships calls other names (_aulldiv ...), which ntoskrnl.exe exports.
 */
#ifdef __i386__

typedef unsigned long long UINT64_RT;
typedef long long INT64_RT;

UINT64_RT __udivdi3(UINT64_RT Dividend, UINT64_RT Divisor);
UINT64_RT __umoddi3(UINT64_RT Dividend, UINT64_RT Divisor);
INT64_RT __divdi3(INT64_RT Dividend, INT64_RT Divisor);
INT64_RT __moddi3(INT64_RT Dividend, INT64_RT Divisor);

static UINT64_RT Divide(UINT64_RT Dividend, UINT64_RT Divisor, UINT64_RT *Remainder)
{
    if (Divisor == 0)
        __builtin_trap();

    UINT64_RT Quotient = 0;
    UINT64_RT Rest = 0;
    for (int Bit = 63; Bit >= 0; --Bit)
    {
        const unsigned Carry = (unsigned)(Rest >> 63);
        Rest = (Rest << 1) | ((Dividend >> Bit) & 1);
        /* A bit shifted out of Rest means that it is larger than any divisor. */
        if (Carry != 0 || Rest >= Divisor)
        {
            Rest -= Divisor;
            Quotient |= 1ull << Bit;
        }
    }
    *Remainder = Rest;
    return Quotient;
}

static UINT64_RT Magnitude(INT64_RT Value)
{
    return Value < 0 ? 0 - (UINT64_RT)Value : (UINT64_RT)Value;
}

UINT64_RT __udivdi3(UINT64_RT Dividend, UINT64_RT Divisor)
{
    UINT64_RT Remainder;
    return Divide(Dividend, Divisor, &Remainder);
}

UINT64_RT __umoddi3(UINT64_RT Dividend, UINT64_RT Divisor)
{
    UINT64_RT Remainder;
    (void)Divide(Dividend, Divisor, &Remainder);
    return Remainder;
}

INT64_RT __divdi3(INT64_RT Dividend, INT64_RT Divisor)
{
    UINT64_RT Remainder;
    const UINT64_RT Quotient = Divide(Magnitude(Dividend), Magnitude(Divisor), &Remainder);
    return (INT64_RT)((Dividend < 0) != (Divisor < 0) ? 0 - Quotient : Quotient);
}

INT64_RT __moddi3(INT64_RT Dividend, INT64_RT Divisor)
{
    UINT64_RT Remainder;
    (void)Divide(Magnitude(Dividend), Magnitude(Divisor), &Remainder);
    return (INT64_RT)(Dividend < 0 ? 0 - Remainder : Remainder);
}

#endif
